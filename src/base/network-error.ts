/** Why a server cannot be reached, by the code of the system's error. */
export const UNREACHED: { readonly [code: string]: 'notListening' | 'unknownHost' | 'silent' } = {
  ECONNREFUSED: 'notListening',
  ENOTFOUND: 'unknownHost',
  EAI_AGAIN: 'unknownHost',
  ETIMEDOUT: 'silent',
  EHOSTUNREACH: 'silent',
  ENETUNREACH: 'silent',
};

/** Whether an error of Node.js with this code is about a server's certificate. */
export function isOfCertificate(code: string): boolean {
  return /^ERR_TLS|CERT|^UNABLE_TO_/.test(code);
}
