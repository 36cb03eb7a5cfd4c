import decodeQR from 'qr/decode.js';
import { expect, test } from 'vitest';
import { qrPath } from '../../../homebridge-ui/page/model/qr-path.ts';

const QUIET_ZONE = 4;
/** The decoder is made for photographs: a module of one pixel is too small for it. */
const PIXELS = 4;
const RUN = /M(\d+) (\d+)h(\d+)v1h-(\d+)z/g;

/** What a phone reads of the path, drawn dark on light. */
function readFrom({ size, path }: ReturnType<typeof qrPath>): string {
  const side = (size + 2 * QUIET_ZONE) * PIXELS;
  const data = new Uint8ClampedArray(4 * side * side).fill(255);
  for (const [, ...run] of path.matchAll(RUN)) {
    const [x = 0, y = 0, length = 0] = run.map(Number);
    for (let row = (y + QUIET_ZONE) * PIXELS; row < (y + 1 + QUIET_ZONE) * PIXELS; row += 1) {
      const [from, to] = [x + QUIET_ZONE, x + length + QUIET_ZONE].map((column) => 4 * (row * side + column * PIXELS));
      data.fill(0, from, to);
    }
  }
  // What is transparent is dark, too.
  return decodeQR({ width: side, height: side, data });
}

test.each([
  'http://192.168.1.20:8588/',
  'http://10.0.0.5:80/',
  'http://raspberrypi.local:8588/',
  `http://${'a'.repeat(63)}.local:65535/`,
])('the drawing of %s can be read', (address) => {
  const drawn = qrPath(address);
  expect(drawn.path.replaceAll(RUN, '')).toBe('');
  for (const [, , , there, back] of drawn.path.matchAll(RUN)) expect(there).toBe(back);
  expect(readFrom(drawn)).toBe(address);
});
