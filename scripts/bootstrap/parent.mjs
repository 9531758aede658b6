/** Notices that the program that started this one has gone, even if it was killed outright and could say nothing. */

/** Milliseconds. */
const lookEvery = 300;

/** Then asks this process to stop, as the parent would have: with SIGTERM. */
export function stopWithParent() {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  }, lookEvery);
  timer.unref();
}
