import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HttpClient } from 'hap-controller';

/** The DER of an Ed25519 private key before its 32 bytes (RFC 8410 §7). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const PHONE_ID = '5D1B0A3C-7A52-4A3B-9E0B-0C4E1F6A2B11';
/** The number of the permission of a phone that may pair others (HAP R2 §5.11). */
const ADMIN = 1;

const phone = keysFrom('the phone');
const accessory = keysFrom('the bridge');

/** What a HomeKit client must know of a bridge. */
export interface Bridge {
  readonly name: string;
  readonly username: string;
  readonly port: number;
  readonly pin: string;
}

/** The keys of a phone and of the bridge that it is paired with. */
export type Pairing = NonNullable<ReturnType<HttpClient['getLongTermData']>>;

/** What the phone that every Homebridge of the tests knows has of the bridge with this username. */
export function knownPairing(username: string): Pairing {
  return {
    AccessoryPairingID: Buffer.from(username).toString('hex'),
    AccessoryLTPK: accessory.publicHex,
    iOSDevicePairingID: Buffer.from(PHONE_ID).toString('hex'),
    iOSDeviceLTSK: phone.secretHex,
    iOSDeviceLTPK: phone.publicHex,
  };
}

/**
 * Writes to the storage folder of a new bridge what HAP-NodeJS keeps of a bridge that was paired with that phone. To pair takes a
 * quarter of a second of processor, and many times as long in an emulator.
 */
export async function rememberPhone(storage: string, { name, username, pin }: Bridge): Promise<void> {
  const folder = join(storage, 'persist');
  await mkdir(folder, { recursive: true });
  const kept = {
    ...{ displayName: name, category: 2, pincode: pin, signSk: accessory.secretHex, signPk: accessory.publicHex },
    ...{ pairedClients: { [PHONE_ID]: phone.publicHex }, pairedClientsPermission: { [PHONE_ID]: ADMIN } },
    ...{ configVersion: 1, configHash: '', setupID: 'TEST' },
  };
  await writeFile(join(folder, `AccessoryInfo.${username.replaceAll(':', '')}.json`), JSON.stringify(kept));
}

/** An Ed25519 key pair that follows from a text, in hexadecimal. As in NaCl, the secret key ends with the public one. */
function keysFrom(text: string): { readonly secretHex: string; readonly publicHex: string } {
  const seed = createHash('sha256').update(text).digest();
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' });
  const publicHex = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
  return { secretHex: seed.toString('hex') + publicHex, publicHex };
}
