import type { HttpClient } from 'hap-controller';

/** A connection that stays open between questions, as that of an iPhone does. One that the bridge has ended is opened anew. */
export interface KeptConnection {
  ask<Answer>(question: (client: HttpClient) => Promise<Answer>): Promise<Answer>;
  close(): Promise<void>;
}

interface Open {
  readonly client: HttpClient;
  readonly connection: Connection;
}

type Connection = Awaited<ReturnType<HttpClient['getDefaultVerifiedConnection']>>;

class Ended extends Error {}

/**
 * A bridge needs 30 ms of processor to verify the keys of a new connection, and 1 ms to answer on an old one.
 * @param create gives a client with `usePersistentConnections`
 */
export function keepConnection(create: () => HttpClient): KeptConnection {
  let kept: Promise<Open> | undefined;

  async function connect(): Promise<Open> {
    const client = create();
    return { client, connection: await client['getDefaultVerifiedConnection']() };
  }

  async function close(): Promise<void> {
    const open = await kept?.catch(() => undefined);
    kept = undefined;
    await open?.client.close();
  }

  return {
    async ask(question) {
      const before = kept;
      kept ??= connect();
      const own = kept;
      try {
        return await answered(await own, question);
      } catch (error) {
        if (kept === own) await close();
        if (before === undefined || !(error instanceof Ended)) throw error;
        return this.ask(question);
      }
    },
    close,
  };
}

/** The client waits for ever for an answer on a connection that has ended. */
async function answered<Answer>(
  { client, connection }: Open,
  question: (client: HttpClient) => Promise<Answer>,
): Promise<Answer> {
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const tell = () => reject(new Ended('the bridge has ended the connection'));
  connection.once('disconnect', tell);
  try {
    if (!connection.isConnected()) tell();
    return await Promise.race([ended, connection.isConnected() ? question(client) : ended]);
  } finally {
    connection.off('disconnect', tell);
  }
}
