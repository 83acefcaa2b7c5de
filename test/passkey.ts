/** An authenticator in software: makes one passkey and answers challenges, as a browser sends it (WebAuthn level 3). */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

type Party = { readonly id: string; readonly origin: string };

export type SoftPasskey = {
  /** Answers the options of an addition. */
  readonly make: (challenge: string) => string;
  /** Answers the options of a proof. */
  readonly prove: (challenge: string) => string;
};

const userPresent = 0x01;
const userVerified = 0x04;
const credentialIncluded = 0x40;

/** Opens an authenticator for the relying party; `verified` false: it asks for no finger and no PIN. */
export function softPasskey({ id, origin }: Party, verified = true): SoftPasskey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const credentialId = randomBytes(32);
  let counter = 0;

  function authenticatorData(more: number, rest: Buffer): Buffer {
    counter += 1;
    const flags = userPresent | (verified ? userVerified : 0) | more;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    return Buffer.concat([sha256(id), Buffer.of(flags), count, rest]);
  }

  function clientData(type: string, challenge: string): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  function answer(response: Readonly<Record<string, unknown>>): string {
    const name = credentialId.toString('base64url');
    return JSON.stringify({ id: name, rawId: name, type: 'public-key', clientExtensionResults: {}, response });
  }

  return {
    make: (challenge) => {
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
      const length = Buffer.alloc(2);
      length.writeUInt16BE(credentialId.length);
      const attested = Buffer.concat([Buffer.alloc(16), length, credentialId, coseKey(x, y)]);
      const data = authenticatorData(credentialIncluded, attested);
      return answer({
        clientDataJSON: clientData('webauthn.create', challenge).toString('base64url'),
        attestationObject: attestationObject(data).toString('base64url'),
        transports: ['internal'],
      });
    },
    prove: (challenge) => {
      const data = authenticatorData(0, Buffer.alloc(0));
      const client = clientData('webauthn.get', challenge);
      return answer({
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: sign('sha256', Buffer.concat([data, sha256(client)]), privateKey).toString('base64url'),
      });
    },
  };
}

function sha256(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}

/** COSE_Key (RFC 9052 §7) of a P-256 key, as CBOR: {1: 2, 3: -7, -1: 1, -2: x, -3: y}. */
function coseKey(x: string, y: string): Buffer {
  return Buffer.concat([
    Buffer.from('a5010203262001215820', 'hex'),
    Buffer.from(x, 'base64url'),
    Buffer.from('225820', 'hex'),
    Buffer.from(y, 'base64url'),
  ]);
}

/** CBOR of {"fmt": "none", "attStmt": {}, "authData": data}. */
function attestationObject(data: Buffer): Buffer {
  const text = (value: string) => Buffer.concat([Buffer.of(0x60 + value.length), Buffer.from(value)]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(data.length);
  return Buffer.concat([
    Buffer.of(0xa3),
    ...[text('fmt'), text('none'), text('attStmt'), Buffer.of(0xa0), text('authData')],
    ...[Buffer.of(0x59), length, data],
  ]);
}
