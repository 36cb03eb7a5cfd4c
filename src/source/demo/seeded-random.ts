/**
 * Returns a generator of pseudo-random numbers in [0, 1), which are always the same for the same keys (Marsaglia's xorshift; the keys are
 * hashed into its first state).
 */
export function seededRandom(...keys: readonly number[]): () => number {
  let state = keys.reduce((mixed, key) => scramble(mixed ^ scramble(key)), 0x2545f491) || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function scramble(key: number): number {
  const half = Math.imul(key ^ (key >>> 16), 0x7feb352d);
  return Math.imul(half ^ (half >>> 15), 0x9e3779b1);
}
