/** Some 3 kB of text that cannot be compressed much, the same for the same seed. */
export function noise(seed: number): string {
  let state = seed + 1;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return String.fromCharCode(33 + (state % 90));
  };
  return Array.from({ length: 3_000 }, next).join('');
}
