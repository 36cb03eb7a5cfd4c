import { expect, test } from 'vitest';
import { forgedLines, linesWithControls, pluginLines, saysHowManyMissing } from './log-lines.ts';

test('lines of Homebridge and of other plugins are left out, lines without a time are not', () => {
  const own = ['[1/2/2026, 1:00:00 AM] [Linky TIC] It is.', '    at Gunzip (node:zlib:550:32)', 'no time'];
  const others = ['[1/2/2026, 1:00:00 AM] Loading 1 platforms...', '[1/2/2026, 1:00:00 AM] [Matter/Node] online'];
  expect(pluginLines([...others, ...own])).toEqual(own);
});

test.each(['\x1b[2J', '\x07', '\x7f', '\u009b31m', '\r'])('a control character is found: %j', (control) => {
  expect(linesWithControls(['well', `ill ${control}`])).toHaveLength(1);
});

test('a forged text is found where it begins a line, although that looks like a line of Homebridge', () => {
  const within = '[1/2/2026, 1:00:00 AM] [Linky TIC] It says: "[1/1/2026] forged".';
  expect(forgedLines([within, '[1/1/2026] forged and more'], '[1/1/2026] forged')).toEqual([
    '"[1/1/2026] forged and more"',
  ]);
});

test.each(['10000 are missing', '10 000 are missing', '10,000 is missing', 'missing (10\u00a0000)'])(
  '%j says that ten thousand are missing',
  (line) => {
    expect(saysHowManyMissing([line], 10_000)).toBe(true);
  },
);

test.each([
  '110000 are missing',
  '100000 are missing',
  '1000 are missing',
  '10000 readings wait',
  '[10000] [Linky TIC] Some are missing',
])('%j does not say that ten thousand are missing', (line) => {
  expect(saysHowManyMissing([line], 10_000)).toBe(false);
});
