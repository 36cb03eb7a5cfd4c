import { X509Certificate } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { BrokerFault } from './broker-fault.ts';

/** All authorities that Debian trusts take 220 kB. */
const MOST_BYTES = 1_048_576;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/**
 * The certificates of a PEM file. Node.js itself ignores certificates that it cannot parse, and then trusts nobody, without mentioning the
 * file.
 */
export async function authoritiesIn(path: string): Promise<readonly string[] | BrokerFault> {
  try {
    const certificates = (await textOf(path)).match(CERTIFICATE) ?? [];
    for (const one of certificates) new X509Certificate(one);
    return certificates.length > 0 ? certificates : { kind: 'ca', says: 'no certificate in it' };
  } catch (error) {
    return { kind: 'ca', says: error instanceof Error ? error.message : String(error) };
  }
}

async function textOf(path: string): Promise<string> {
  // Opening a pipe would otherwise block until somebody writes to it.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new Error('not a file');
    if (stat.size > MOST_BYTES) throw new Error(`more than ${MOST_BYTES / 1_048_576} MB`);
    return await file.readFile('latin1');
  } finally {
    await file.close();
  }
}
