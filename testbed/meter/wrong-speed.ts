/**
 * What a receiver at one speed makes of characters that a line sends back to back at another: 10 bits a character, read
 * as 8N1, each bit sampled in its middle. `ratio`: the receiver's speed over the line's.
 */
export function readAtOtherSpeed(sent: Uint8Array, ratio: number): Uint8Array {
  const levels = Array.from(sent).flatMap((byte) => [0, ...bitsOf(byte), 1]);
  const bitLength = 1 / ratio;
  const level = (at: number) => levels[Math.floor(at)] ?? 1;
  const received: number[] = [];
  let at = 0;
  while (at < levels.length) {
    // A start bit is waited for; a stop bit that is none is a framing error, which the driver hands on.
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
