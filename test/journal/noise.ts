/** A text of so many characters that can hardly be compressed, the same for the same seed. */
export function noise(seed: number, characters = 3_000): string {
  let state = seed + 1;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return String.fromCharCode(33 + (state % 90));
  };
  return Array.from({ length: characters }, next).join('');
}
