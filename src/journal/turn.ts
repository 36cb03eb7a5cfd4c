/**
 * Takes a step now and every `everyMs`, and again in a turn of its own as long as it gives that there is more: in
 * between, readings are taken and questions answered. However often a step is due, only one waits. Gives what ends it.
 */
export function inTurns(step: () => boolean, everyMs: number): () => void {
  let next: NodeJS.Immediate | undefined;
  turn();
  const timer = setInterval(turn, everyMs).unref();
  return () => {
    clearInterval(timer);
    clearImmediate(next);
  };

  function turn(): void {
    clearImmediate(next);
    next = step() ? setImmediate(turn) : undefined;
  }
}
