import type { Socket } from 'node:net';
import { MOST_REQUEST_BYTES } from './parse-request.ts';
import type { StatusBoard } from './status.ts';

/** The limits for a client, and the callback for its request. */
export interface ConversationOptions {
  /** How long a client may take to read its answer, which usually fits into a socket's buffer, and to begin a request. */
  readonly answerMs?: number;
  /** How long a client may take to write a request, in total. */
  readonly requestMs?: number;
  readonly mostRequestBytes?: number;
  /** Called with each whole request. Without it, nothing that a client writes is read. */
  readonly requested?: (text: string) => void;
}

/**
 * Talks to each client: the client gets the status at once, followed by the end of the stream. A client with a request keeps its own side
 * open, writes the request, and then ends its side, too. One request is read at a time: a client that begins another meanwhile is
 * disconnected, as is one that writes something else, too much, or too slowly. A request that breaks off in the middle is not valid JSON,
 * so nothing is done.
 */
export interface Conversations {
  begin(client: Socket): void;
  /** Disconnects all clients. What they have written has no further effect. */
  end(): void;
}

const ANSWER_MS = 5_000;
const REQUEST_MS = 30_000;
/** The most clients that have their answer and do not end the connection. The next one causes the first of them to be disconnected. */
const MOST_IDLE = 8;
/** The first byte of a JSON object. */
const BRACE = 0x7b;

export function createConversations(board: StatusBoard, options: ConversationOptions = {}): Conversations {
  const { answerMs = ANSWER_MS, requestMs = REQUEST_MS, mostRequestBytes = MOST_REQUEST_BYTES, requested } = options;
  const clients = new Set<Socket>();
  /** The clients that have their answer and have written nothing, in the order of their answers. */
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
      // An exception from the status must not end the writer's thread.
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
      // Nor must an exception from handling a request.
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
