/**
 * Shares looks at something that is dear to look at: who asks during a look gets what the next one finds, and there is at least
 * `pauseMs` between two of them.
 */
export function sharedLooks<T>(look: () => Promise<T>, pauseMs = 0): () => Promise<T> {
  let next: Promise<T> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    next ??= begin();
    // Each who asks gets an error of its own, since whoever waits for something adds to its text.
    return next.catch((cause: unknown) => {
      throw new Error(String(cause), { cause });
    });
  };

  function begin(): Promise<T> {
    const begun = last.then(() => {
      next = undefined;
      return look();
    });
    last = begun.then(pause, pause);
    return begun;
  }

  function pause(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
