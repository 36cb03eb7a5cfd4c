import { connect } from 'node:net';

/** How much is read of what somebody has to say, and how long it may take in all. */
export interface ReadLimits {
  readonly mostBytes: number;
  readonly patienceMs: number;
}

/**
 * What whoever listens on a Unix socket has to say until it ends the connection; undefined when nobody does, or not within
 * these bounds. Never throws.
 */
export function textFromSocket(path: string, { mostBytes, patienceMs }: ReadLimits): Promise<string | undefined> {
  return new Promise((resolve) => {
    const decoder = new TextDecoder();
    let text = '';
    let bytes = 0;
    const socket = connect(path);
    // One timer for the whole answer: a process that trickles would renew one that each byte set anew.
    const late = setTimeout(() => socket.destroy(), patienceMs);
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > mostBytes) socket.destroy();
      else text += decoder.decode(chunk, { stream: true });
    });
    socket.on('end', () => resolve(text + decoder.decode()));
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(late);
      resolve(undefined);
    });
  });
}
