import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { screenDisplay } from '../../src/cli/reading-display.ts';
import { processTerminal } from '../../src/cli/terminal.ts';
import { textsIn } from '../../src/texts/texts.ts';
import { fakeClock } from '../clock-fake.ts';

/** Sets the title of a window, clears it, turns what follows around. */
const STEERS = '\x1b]0;mine\x07\x1b[2J\u202e';

test('nothing that is printed or remarked steers the terminal', () => {
  const { terminal, printed, remarked } = scene();
  terminal.print(`a${STEERS}port`);
  terminal.print(`bad${STEERS}news`, 'bad');
  terminal.remark(`one${STEERS}line\nand another`);
  expect(printed()).toBe('a port\n\x1b[31mbad news\x1b[39m\n');
  expect(remarked()).toBe('one line\nand another\n');
});

test('a pipe and a file get it as clean, and without colours', () => {
  const { terminal, printed } = scene({ isTTY: false });
  terminal.print(`bad${STEERS}news`, 'bad');
  expect(printed()).toBe('bad news\n');
});

test('a window shows what a source says without what steers it', () => {
  const { terminal, printed } = scene();
  const account = { frames: 0, accepted: 0, faults: {} };
  const shown = { port: `tcp://${STEERS}h:1`, texts: textsIn.en, recorded: true, account: () => account };
  const show = screenDisplay(terminal, shown, fakeClock());
  show.say(`refused${STEERS}by`, 'bad');
  show.end();
  expect(printed()).toContain('tcp:// h:1');
  expect(printed()).toContain('refused by');
  expect(printed()).not.toContain('mine');
});

/** A terminal that keeps what it is sent. */
function scene({ isTTY = true } = {}) {
  const [out, err] = [kept(), kept()];
  const stdout = Object.assign(out.stream, { isTTY, columns: 80, rows: 24 });
  const process = { stdout, stderr: err.stream, env: {} } as unknown as NodeJS.Process;
  return { terminal: processTerminal(process, () => {}), printed: out.text, remarked: err.text };
}

function kept(): { readonly stream: Writable; readonly text: () => string } {
  let text = '';
  const stream = new Writable({
    write(chunk, _, done) {
      text += chunk;
      done();
    },
  });
  return { stream, text: () => text };
}
