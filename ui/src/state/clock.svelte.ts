/** The time, for ages; milliseconds since 1970, a few seconds coarse. */
export class Clock {
  now = $state(Date.now());

  /** Ticks until the answer is called. */
  follow(): () => void {
    const timer = setInterval(() => {
      this.now = Date.now();
    }, 5_000);
    return () => clearInterval(timer);
  }
}
