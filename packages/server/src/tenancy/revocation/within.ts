/** The database did not answer in time. The statement may still take effect. */
export class TooLate extends Error {
  constructor() {
    super("no answer in time");
    this.name = "TooLate";
  }
}

/** @throws TooLate after `ms`; what `work` comes to then is ignored. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooLate()), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
