import { maskOf } from '../base/masked-secrets.ts';
import type { InfluxConfig } from '../config/config.ts';

/**
 * What vmauth 1.79.5 quotes of the `Authorization` header, escaped as in Go: it is a secret, however short it is. A text that was cut off
 * may lack the last quotation mark.
 */
const QUOTED_CREDENTIALS = /(auth token \\*"\w+ )(?:[^"\\]|\\.)*/g;

/**
 * Returns a function that makes a text of the other side fit to be shown (see `maskOf`): without the secrets that are sent to an InfluxDB,
 * also in base64, and without anything that vmauth quotes of them.
 * @param authorization the header of that name
 */
export function secretsMask(config: InfluxConfig, authorization = ''): (text: string, isCut?: boolean) => string {
  const mask = maskOf(secretsIn(config, authorization));
  return (text, isCut = false) => mask(text, isCut).replace(QUOTED_CREDENTIALS, '$1***');
}

function secretsIn(config: InfluxConfig, authorization: string): readonly string[] {
  const given = config.version === '2' ? config.token : config.password;
  // InfluxDB 1.8 accepts `user:password` as a token.
  const [, password = ''] = config.version === '2' ? (/:(.*)$/s.exec(given) ?? []) : [];
  const bytes = Buffer.from(config.version === '2' ? given : `${config.username}:${given}`);
  const inBase64 = [bytes.toString('base64'), bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')];
  const sent = authorization.replace(/^\w+ /, '');
  return [...new Set([given, password, sent, ...(given === '' ? [] : inBase64)])];
}
