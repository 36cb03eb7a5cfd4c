import { expect, test } from 'vitest';
import { ofPlugin, tells, withControls } from './said.ts';

test('what Homebridge and other plugins say is not the plugin’s, a line without a time is', () => {
  const own = ['[1/2/2026, 1:00:00 AM] [Linky TIC] It is.', '    at Gunzip (node:zlib:550:32)', 'forged'];
  const others = ['[1/2/2026, 1:00:00 AM] Loading 1 platforms...', '[1/2/2026, 1:00:00 AM] [Matter/Node] online'];
  expect(ofPlugin([...others, ...own])).toEqual(own);
});

test.each(['\x1b[2J', '\x07', '\x7f', '\u009b31m', '\r'])('a control character is found: %j', (control) => {
  expect(withControls(['well', `ill ${control}`])).toHaveLength(1);
});

test.each(['10000 readings', '10 000 lectures', '10,000', 'some (10\u00a0000)'])(
  'ten thousand is told by %j',
  (line) => {
    expect(tells([line], 10_000)).toBe(true);
  },
);

test.each(['110000', '100000', '1000'])('ten thousand is not told by %j', (line) => {
  expect(tells([line], 10_000)).toBe(false);
});
