/** Which of the eight relays are closed: RELAIS is a decimal bit field, bit n−1 for relay n (54E §6.2.3.15). */
export function closedRelays(relais: string): readonly number[] {
  const field = Number(relais);
  return [1, 2, 3, 4, 5, 6, 7, 8].filter((relay) => (field & (1 << (relay - 1))) !== 0);
}
