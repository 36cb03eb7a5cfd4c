import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { screenDisplay } from '../../src/cli/reading-display.ts';
import { processTerminal, wrapped } from '../../src/cli/terminal.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { fakeClock } from '../../testbed/support/clock.ts';

/** Escape sequences and controls that set the window's title, clear the screen, and reverse the direction of text. */
const STEERS = '\x1b]0;mine\x07\x1b[2J\u202e';

test('escape sequences are removed from what is printed or remarked', () => {
  const { terminal, printed, remarked } = fakeTerminal();
  terminal.print(`a${STEERS}port`);
  terminal.print(`bad${STEERS}news`, 'bad');
  terminal.remark(`one${STEERS}line\nand another`);
  expect(printed()).toBe('a port\n\x1b[31mbad news\x1b[39m\n');
  expect(remarked()).toBe('one line\nand another\n');
});

test('for a pipe or a file they are removed too, and there are no colours', () => {
  const { terminal, printed } = fakeTerminal({ isTTY: false });
  terminal.print(`bad${STEERS}news`, 'bad');
  expect(printed()).toBe('bad news\n');
});

test('progress takes the place of what was shown before, on a terminal only', () => {
  const { terminal, printed, remarked } = fakeTerminal();
  terminal.progress(`a${STEERS}half`);
  terminal.progress('');
  expect([printed(), remarked()]).toEqual(['', '\r\x1b[Ka half\r\x1b[K']);
  const pipe = fakeTerminal({ isTTY: false });
  pipe.terminal.progress('half');
  expect([pipe.printed(), pipe.remarked()]).toEqual(['', '']);
});

test('the screen shows messages of a source without escape sequences', () => {
  const { terminal, printed } = fakeTerminal();
  const counts = { frames: 0, accepted: 0, faults: {} };
  const context = { port: `tcp://${STEERS}h:1`, texts: textsIn.en, recorded: true, counts: () => counts };
  const display = screenDisplay(terminal, context, fakeClock());
  display.showMessage(`refused${STEERS}by`, 'bad');
  display.end();
  expect(printed()).toContain('tcp:// h:1');
  expect(printed()).toContain('refused by');
  expect(printed()).not.toContain('mine');
});

test('a text is wrapped at blanks, but not before French punctuation', () => {
  expect(wrapped('le compteur répond : « oui » et 5 % de plus', 20)).toEqual([
    'le compteur répond :',
    '« oui » et 5 % de',
    'plus',
  ]);
  expect(wrapped('/a/very/long/path is kept whole', 6)).toEqual(['/a/very/long/path', 'is', 'kept', 'whole']);
});

/** A terminal whose output is kept. */
function fakeTerminal({ isTTY = true } = {}) {
  const [out, err] = [keptStream(), keptStream()];
  const stdout = Object.assign(out.stream, { isTTY, columns: 80, rows: 24 });
  const stderr = Object.assign(err.stream, { isTTY });
  const process = { stdout, stderr, env: {} } as unknown as NodeJS.Process;
  return { terminal: processTerminal(process, () => {}), printed: out.text, remarked: err.text };
}

function keptStream(): { readonly stream: Writable; readonly text: () => string } {
  let text = '';
  const stream = new Writable({
    write(chunk, _, done) {
      text += chunk;
      done();
    },
  });
  return { stream, text: () => text };
}
