/** What a receiver at one speed gets of bytes that were sent at another one. */
export function readAtBauds(sent: Uint8Array, sentBauds: number, readerBauds: number): Uint8Array {
  return readerBauds === sentBauds ? sent : readAtOtherSpeed(sent, readerBauds / sentBauds);
}

/**
 * What a receiver (8N1) reads at the wrong speed, when characters of 10 bits follow each other without a gap. It
 * samples each bit in its middle.
 * @param ratio the speed of the receiver divided by that of the line
 */
export function readAtOtherSpeed(sent: Uint8Array, ratio: number): Uint8Array {
  const levels = Array.from(sent).flatMap((byte) => [0, ...bitsOf(byte), 1]);
  const bitLength = 1 / ratio;
  const level = (at: number) => levels[Math.floor(at)] ?? 1;
  const received: number[] = [];
  let at = 0;
  while (at < levels.length) {
    // Wait for a start bit. A wrong stop bit is a framing error, but the driver passes the byte on all the same.
    if (level(at) === 1) {
      at += bitLength / 8;
      continue;
    }
    const bits = Array.from({ length: 8 }, (_, n) => level(at + (n + 1.5) * bitLength));
    received.push(bits.reduce((byte, bit, n) => byte | (bit << n), 0));
    at += 9.5 * bitLength;
  }
  return Uint8Array.from(received);
}

function bitsOf(byte: number): readonly number[] {
  return Array.from({ length: 8 }, (_, n) => (byte >> n) & 1);
}
