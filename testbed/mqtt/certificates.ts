import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isInstalled } from '../daemon.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** The paths of what a TLS server shows, and of the authority that has signed it. */
export interface Certificate {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** What keeps a machine from making certificates; undefined where nothing does. In CI it is an error that comes later. */
export function missingOpenssl(): string | undefined {
  return process.env['CI'] || isInstalled('openssl') ? undefined : 'openssl (apt-get install openssl)';
}

/** Makes an authority of its own, and a certificate for `localhost` that it has signed, which may be over already. */
export function certificateOfOwn({ isOver = false } = {}): Certificate {
  const folder = temporaryFolder({ name: 'certificate' });
  const at = (name: string) => join(folder, name);
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...newKey, '-days', '2', '-subj', '/CN=An authority', '-keyout', 'ca.key', '-out', 'ca.pem');
  openssl('req', ...newKey, '-subj', '/CN=localhost', '-keyout', 'key.pem', '-out', 'asked.pem');
  writeFileSync(at('names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1');
  const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names'];
  openssl('x509', '-req', '-in', 'asked.pem', ...signed, '-days', isOver ? '0' : '2', '-out', 'cert.pem');
  return { ca: at('ca.pem'), cert: at('cert.pem'), key: at('key.pem') };
}
