/** A sleep that can be cut short. */
export class Alarm {
  #wake: (() => void) | null = null;
  #rung = false;

  /** Wakes the sleeper; if nobody sleeps, the next sleep ends at once. */
  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** @returns whether it was rung. */
  async sleep(ms: number): Promise<boolean> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = null;
    }
    const rung = this.#rung;
    this.#rung = false;
    return rung;
  }
}
