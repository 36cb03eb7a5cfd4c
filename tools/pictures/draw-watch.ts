/**
 * Draws docs/images/watch.*.svg: the output of `linky-tic watch` in a terminal of 80 columns, which tmux provides.
 * After `npm run build`: `npx node tools/pictures/draw-watch.ts`.
 */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { LANGUAGES, type Language } from '../../src/texts/languages.ts';
import { encodeFrame } from '../../src/tic/encode.ts';
import { groupsAt } from './bridge-to-house.ts';
import { FAMILY } from './photographed-house.ts';
import { drawn } from './terminal-svg.ts';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const IMAGES = fileURLToPath(new URL('../../docs/images/', import.meta.url));
/** An evening of the house of the other pictures, so that the picture is the same each time. */
const AT_MS = Date.parse('2026-02-07T19:23:00+01:00');
/** Three minutes in real time: long enough to learn the power factor. */
const FRAMES = 180;
const FRAME_MS = 1000;
const LONGEST_MS = 300_000;
/** Not more often: each look holds up the bridge, and the frames with it. */
const LOOK_EVERY_MS = 1000;
const PORT = 2000;
const COLUMNS = 80;
const ROWS = 24;

/** Starts a TCP bridge to a meter that sends a frame each second. */
const bridge = createServer(async (socket) => {
  socket.on('error', () => {});
  const beganAtMs = performance.now();
  for (let n = 0; !socket.destroyed; n += 1) {
    await delay(Math.max(0, beganAtMs + n * FRAME_MS - performance.now()));
    socket.write(encodeFrame(groupsAt(AT_MS + n * FRAME_MS, FAMILY), 'standard'));
  }
}).listen(PORT, '127.0.0.1');
await once(bridge, 'listening');

mkdirSync(IMAGES, { recursive: true });
await Promise.all(
  LANGUAGES.map(async (language) => {
    writeFileSync(`${IMAGES}watch.${language}.svg`, drawn(await screenOf(language), COLUMNS, 'linky-tic watch'));
  }),
);
bridge.close();

/** The screen once it has counted `FRAMES` frames, with its colours. */
async function screenOf(language: Language): Promise<string> {
  const command = `linky-tic watch tcp://127.0.0.1:${PORT} --mode standard --language ${language}`;
  const shell = `printf '\\033[2m$\\033[0m ${command}\\n'; exec ${process.execPath} ${CLI} ${command.replace(/^\S+ /, '')}`;
  const tmux = (...args: string[]) =>
    execFileSync('tmux', ['-L', `linky-tic-${process.pid}-${language}`, '-f', '/dev/null', ...args], {
      encoding: 'utf8',
    });
  tmux('new-session', '-d', '-x', `${COLUMNS}`, '-y', `${ROWS}`, shell);
  try {
    for (const beganAtMs = performance.now(); performance.now() - beganAtMs < LONGEST_MS; ) {
      await delay(LOOK_EVERY_MS);
      const screen = tmux('capture-pane', '-e', '-p');
      const [, frames] = /^(\d+)\s(?:frames|trames)/m.exec(stripVTControlCharacters(screen)) ?? [];
      if (Number(frames) >= FRAMES) return screen;
    }
    throw new Error(`not ${FRAMES} frames on the screen:\n${tmux('capture-pane', '-p')}`);
  } finally {
    tmux('kill-server');
  }
}
