/** Why a server is not reached, by the code of the error that the system gives. */
export const UNREACHED: { readonly [code: string]: 'notListening' | 'unknownHost' | 'silent' } = {
  ECONNREFUSED: 'notListening',
  ENOTFOUND: 'unknownHost',
  EAI_AGAIN: 'unknownHost',
  ETIMEDOUT: 'silent',
  EHOSTUNREACH: 'silent',
  ENETUNREACH: 'silent',
};

/** Whether an error with this code, of Node.js, is about the certificate of a server. */
export function isOfCertificate(code: string): boolean {
  return /^ERR_TLS|CERT|^UNABLE_TO_/.test(code);
}
