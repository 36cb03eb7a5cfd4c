import { connect } from 'node:net';

/** How many bytes are read from a socket at most, and how long that may take in all. */
export interface ReadLimits {
  readonly mostBytes: number;
  readonly patienceMs: number;
}

/**
 * The text that a Unix socket gives until the other side ends the connection. Undefined if nobody listens there, or if the text
 * exceeds the limits. Never throws.
 */
export function textFromSocket(path: string, { mostBytes, patienceMs }: ReadLimits): Promise<string | undefined> {
  return new Promise((resolve) => {
    const decoder = new TextDecoder();
    let text = '';
    let bytes = 0;
    const socket = connect(path);
    // The timer is not restarted by data, or a process that sends a byte now and then would keep us for ever.
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
