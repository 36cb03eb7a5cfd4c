import { connect } from 'node:net';

/** How many bytes are read from a socket at most, and how long that may take in all. */
export interface ReadLimits {
  readonly mostBytes: number;
  readonly patienceMs: number;
}

/**
 * What a Unix socket gave: all that it said until the other side ended the connection, or why there is no such text. `nobody` listens
 * there, or broke off, or said too much; `silent`: somebody listens, and did not end within the time limit; `closed`: this user may not
 * connect.
 */
export type SocketAnswer =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'nobody' | 'silent' | 'closed' };

/** What a Unix socket gives. Never throws. */
export function answerOf(path: string, { mostBytes, patienceMs }: ReadLimits): Promise<SocketAnswer> {
  return new Promise((resolve) => {
    const decoder = new TextDecoder();
    let text = '';
    let bytes = 0;
    const socket = connect(path);
    const finish = (answer: SocketAnswer) => {
      clearTimeout(late);
      resolve(answer);
      socket.destroy();
    };
    // The timer is not restarted by data, or a process that sends a byte now and then would keep us for ever.
    const late = setTimeout(() => finish({ kind: 'silent' }), patienceMs);
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > mostBytes) finish({ kind: 'nobody' });
      else text += decoder.decode(chunk, { stream: true });
    });
    socket.on('end', () => finish({ kind: 'text', text: text + decoder.decode() }));
    socket.on('error', ({ code }: NodeJS.ErrnoException) => finish({ kind: KIND_OF_ERROR[code ?? ''] ?? 'nobody' }));
  });
}

/** With EAGAIN so many clients wait for whoever listens that there is no room for one more. */
const KIND_OF_ERROR: { readonly [code: string]: 'silent' | 'closed' } = {
  EAGAIN: 'silent',
  EACCES: 'closed',
  EPERM: 'closed',
};
