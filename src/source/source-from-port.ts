import { statSync } from 'node:fs';
import type { TicMode } from '../reading/reading.ts';
import { recording } from './recording.ts';
import { serial } from './serial.ts';
import { type Source, USUAL_BAUD_RATE } from './source.ts';
import { tcp } from './tcp.ts';

const TCP = /^tcp:\/\/(?:\[(?<v6>[^\]\s]+)\]|(?<name>[^\s:/?#@[\]]+)):(?<port>\d{1,5})\/?$/;
/** A text that begins like a URL or the name of a demo, and so cannot be the path of a file or device. */
const NOT_A_PATH = /^(?:$|demo:|tcp:|[a-z]+:\/\/)/i;

/**
 * The source for the setting or argument `port`: `tcp://host:port` (`tcp://[::1]:port`), `demo` (the same as `demo:historique`),
 * `demo:standard`, the path of a recorded file, or else the path of a serial device. Undefined for any other text.
 */
export function sourceOf(port: string): Source | undefined {
  if (port === 'demo' || port === 'demo:historique') return demo('historique');
  if (port === 'demo:standard') return demo('standard');
  const bridge = bridgeOf(port);
  if (bridge) return tcp(bridge.host, bridge.port);
  if (NOT_A_PATH.test(port)) return undefined;
  return isFile(port) ? recording(port) : serial(port);
}

/** The demo house. Its code is only loaded when it is opened, since few homes need it. */
function demo(mode: TicMode): Source {
  return {
    baudRate: USUAL_BAUD_RATE[mode],
    async *bytes(baudRate, life) {
      const house = await import('./demo/demo.ts');
      yield* house.demo(mode).bytes(baudRate, life);
    },
  };
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function bridgeOf(text: string): { host: string; port: number } | undefined {
  const { v6, name, port } = TCP.exec(text)?.groups ?? {};
  const host = v6 ?? name;
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) return undefined;
  return { host, port: Number(port) };
}
