import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import { ReadlineParser } from 'serialport';
import type { Reading, TicMode } from '../src/reading/reading.ts';
import { Decoder } from '../src/tic/decoder.ts';
import { readingFromFrame } from '../src/tic/frame-reading.ts';

/** A decoder, or a part of one, that is fed the bytes of a line. */
export interface Contestant {
  /** Takes the next bytes. Returns a promise when the next ones have to wait. */
  take(chunk: Uint8Array): Promise<unknown> | undefined;
  /** How many frames it has decoded so far. */
  given(): number;
}

/** This project's decoder, with every check, and the Reading of every frame. */
export function ours(mode: TicMode): Contestant {
  const decoder = new Decoder(mode);
  let frames = 0;
  let last: Reading | undefined;
  return {
    take(chunk) {
      for (const one of decoder.decode(chunk)) {
        if (one.kind !== 'frame') continue;
        last = readingFromFrame(one.frame, frames, last);
        frames += 1;
      }
      return undefined;
    },
    given: () => frames,
  };
}

/** A decoder as one writes it in ten minutes: text is split at its delimiters into a Map; nothing is checked. */
export function splitAndMap(mode: TicMode): Contestant {
  const separator = mode === 'standard' ? '\t' : ' ';
  let [text, frames] = ['', 0];
  return {
    take(chunk) {
      // `ascii` drops the parity bit.
      text += Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('ascii');
      const parts = text.split('\x03');
      text = parts.pop() ?? '';
      for (const part of parts) if (mapOf(part, separator).size > 0) frames += 1;
      return undefined;
    },
    given: () => frames,
  };
}

function mapOf(frame: string, separator: string): Map<string, string> {
  const labels = new Map<string, string>();
  for (const line of frame.split('\n').slice(1)) {
    const fields = line.split(separator);
    labels.set(fields[0] ?? '', fields[fields.length - 2] ?? '');
  }
  return labels;
}

/** `@serialport/parser-readline` alone. It counts lines instead of frames, and does nothing with them. */
export function readline(parity: boolean): Contestant {
  const parser = new ReadlineParser({ delimiter: parity ? '\x8d\n' : '\r\n', encoding: 'latin1' });
  let lines = 0;
  parser.on('data', () => {
    lines += 1;
  });
  return { take: (chunk) => (parser.write(chunk) ? undefined : once(parser, 'drain')), given: () => lines };
}

/**
 * npm `teleinfo`, which reads historique frames without parity. It opens its port itself, through a `serialport` of 2013
 * that no Node of today can load, so it gets a port and a readline parser that work as those did.
 */
export function teleinfo(): Contestant {
  const receivers: ((chunk: Buffer) => void)[] = [];
  let frames = 0;
  openTeleinfo(receivers).on('tramedecodee', () => {
    frames += 1;
  });
  return {
    take(chunk) {
      for (const receive of receivers) receive(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
      return undefined;
    },
    given: () => frames,
  };
}

type Parser = (port: EventEmitter, chunk: Buffer) => void;

function openTeleinfo(receivers: ((chunk: Buffer) => void)[]): EventEmitter {
  class SerialPort extends EventEmitter {
    constructor(_path: string, { parser }: { parser: Parser }) {
      super();
      receivers.push((chunk) => parser(this, chunk));
    }
  }
  const require = createRequire(import.meta.url);
  const source = readFileSync(require.resolve('teleinfo'), 'utf8');
  const module: { teleinfo?: (port: string) => EventEmitter } = {};
  const serialport = { SerialPort, parsers: { readline: readlineOf2013 } };
  compileFunction(source, ['require', 'exports'])(
    (name: string) => (name === 'serialport' ? serialport : require(name)),
    module,
  );
  if (!module.teleinfo) throw new Error('npm teleinfo is not as it was');
  return module.teleinfo('');
}

function readlineOf2013(delimiter: string): Parser {
  let text = '';
  return (port, chunk) => {
    text += chunk.toString();
    const parts = text.split(delimiter);
    text = parts.pop() ?? '';
    for (const part of parts) port.emit('data', part);
  };
}
