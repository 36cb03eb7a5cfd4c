import type { Socket } from 'node:net';
import { MOST_REQUEST_BYTES } from './parse-request.ts';
import type { StatusBoard } from './status.ts';

/** What a client may cost, and what is done with the request that it writes. */
export interface ConversationOptions {
  /** How long a client may take to read its answer, which usually fits into the buffer of a socket, and to begin a request. */
  readonly answerMs?: number;
  /** How long it may take to write a request, in all. */
  readonly requestMs?: number;
  readonly mostRequestBytes?: number;
  /** Is called with each whole request. Without it nothing that a client writes is read. */
  readonly requested?: ((text: string) => void) | undefined;
}

/**
 * Talks to each client: it gets the status at once, and the end after it. A client that wants something done keeps its own side
 * open, writes a request, and ends its side, too. One request is read at a time. A client that begins one meanwhile is
 * disconnected, and so is whoever writes something else, too much, or too slowly. A request that breaks off in the
 * middle is no JSON, so nothing is done.
 */
export interface Conversations {
  begin(client: Socket): void;
  /** Disconnects every client. Nothing is done any more with what they have written. */
  end(): void;
}

const ANSWER_MS = 5_000;
const REQUEST_MS = 30_000;
/** The most clients that have their answer and do not end the connection. The next one disconnects the first of them. */
const MOST_IDLE = 8;
/** What a JSON object begins with. */
const BRACE = 0x7b;

export function createConversations(board: StatusBoard, options: ConversationOptions = {}): Conversations {
  const { answerMs = ANSWER_MS, requestMs = REQUEST_MS, mostRequestBytes = MOST_REQUEST_BYTES, requested } = options;
  const clients = new Set<Socket>();
  /** The clients that have their answer, and have written nothing, in the order of their answers. */
  const idle = new Set<Socket>();
  /** The client whose request is being read. */
  let writing: Socket | undefined;

  function begin(client: Socket): void {
    clients.add(client);
    let late = destroyLater(client, answerMs);
    client
      .unref()
      .on('error', () => {})
      .once('finish', () => isIdle(client))
      .once('data', () => {
        idle.delete(client);
        clearTimeout(late);
        late = destroyLater(client, requestMs);
      })
      .on('close', () => {
        clearTimeout(late);
        clients.delete(client);
        idle.delete(client);
        if (writing === client) writing = undefined;
      });
    read(client);
    answer(client);
  }

  function answer(client: Socket): void {
    try {
      client.end(JSON.stringify(board.status));
    } catch {
      // What the status throws must not end the writer's thread.
      client.destroy();
    }
  }

  function isIdle(client: Socket): void {
    if (client.bytesRead > 0) return;
    idle.add(client);
    const [first] = idle;
    if (idle.size > MOST_IDLE) first?.destroy();
  }

  function read(client: Socket): void {
    const chunks: Buffer[] = [];
    client
      .on('data', (chunk: Buffer) => {
        writing ??= client;
        chunks.push(chunk);
        const isRequest = requested && writing === client && chunks[0]?.[0] === BRACE;
        if (!isRequest || client.bytesRead > mostRequestBytes) client.destroy();
      })
      .on('end', () => {
        if (writing === client) take(client, Buffer.concat(chunks).toString());
      });
  }

  function take(client: Socket, text: string): void {
    writing = undefined;
    try {
      requested?.(text);
    } catch {
      // Nor must what a request leads to.
      client.destroy();
    }
  }

  return {
    begin,
    end() {
      for (const client of clients) client.destroy();
    },
  };
}

function destroyLater(client: Socket, ms: number): NodeJS.Timeout {
  return setTimeout(() => client.destroy(), ms).unref();
}
