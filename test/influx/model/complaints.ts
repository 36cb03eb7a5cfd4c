/**
 * How a database refuses lines. `isWhole`: it stores nothing of a request that has such a line; otherwise it stores the
 * others.
 */
export interface Complaint {
  readonly isWhole: boolean;
  readonly status: number;
  /** @param count how many lines it refuses */
  body(count: number): string;
}

export const COMPLAINTS = {
  /** InfluxDB 2.x: the field has another type. */
  conflict2: {
    isWhole: false,
    status: 422,
    body: (count) =>
      `{"code":"unprocessable entity","message":"failure writing points to database: partial write: field type conflict: input field \\"a\\" on measurement \\"b\\" is type float, already exists as type integer dropped=${count}"}`,
  },
  /** The same in InfluxDB 1.x. */
  conflict1: {
    isWhole: false,
    status: 400,
    body: (count) =>
      `{"error":"partial write: field type conflict: input field \\"a\\" is type float dropped=${count}"}`,
  },
  /** The same in InfluxDB 2.0.0 to 2.0.3. */
  early2: {
    isWhole: false,
    status: 500,
    body: (count) => `{"code":"internal error","message":"partial write: field type conflict dropped=${count}"}`,
  },
  unparsable1: {
    isWhole: false,
    status: 400,
    body: () => '{"error":"partial write: unable to parse \'b\': missing fields"}',
  },
  unparsable2: { isWhole: true, status: 400, body: () => '{"code":"invalid","message":"unable to parse \'b\'"}' },
  victoria: { isWhole: true, status: 400, body: () => 'cannot parse influx line protocol data: missing fields' },
} as const satisfies { readonly [name: string]: Complaint };

export type ComplaintName = keyof typeof COMPLAINTS;

/** What a database says when it refuses everything, whatever the lines. `unknown`: in words that no server is known for. */
export const DATABASE_REFUSALS = {
  noRoom: 'write buffer error: catalog update error: Adding a new database would exceed limit of 5 databases',
  name: 'db name did not start with a number or letter',
  unknown: 'the licence of this server has ended',
} as const satisfies { readonly [name: string]: string };

export type DatabaseRefusal = keyof typeof DATABASE_REFUSALS;

/** The answer by which InfluxDB 2.x says that points are older than the bucket keeps. */
export function tooOld(dropped: number): { readonly status: number; readonly body: string } {
  const says = `partial write: dropped ${dropped} points outside retention policy of duration 1h0m0s dropped=${dropped}`;
  return { status: 422, body: JSON.stringify({ code: 'unprocessable entity', message: says }) };
}
