/** The database did not answer in time. The statement may still take effect. */
export class TooLate extends Error {
  constructor() {
    super("no answer in time");
    this.name = "TooLate";
  }
}

/** @throws TooLate after `ms`; what `work` comes to then is ignored. */
export function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new TooLate()), ms);
    // By hand: a race would make five promises more of every session that is read.
    work.then(
      // oxlint-disable-next-line promise/always-return -- nothing follows it
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
