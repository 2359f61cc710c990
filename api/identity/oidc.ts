/** Single sign-on: another server, which the workspace trusts, says who somebody is (OpenID Connect, authorization code with PKCE). */
import * as client from 'openid-client';
import { z } from 'zod';
import type { Config } from '../../runtime/config.ts';
import { open, seal, SealError } from '../../runtime/secrets.ts';

/** What somebody who was sent there must bring back: kept sealed, in their own browser. */
const Began = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  until: z.number(),
});

export interface Oidc {
  /** Where to send somebody, and what their browser keeps meanwhile. */
  begin(): Promise<{ url: string; kept: string }>;
  /**
   * Who they are.
   * @param search what they came back with
   * @returns the verified address; undefined: it is not verified, or there is none
   * @throws when anything about the answer is not as it has to be
   */
  finish(search: string, kept: string | undefined): Promise<string | undefined>;
}

export const oidcWithinMs = 10 * 60_000;
const answerWithinSeconds = 10;

export function createOidc(
  { issuer, clientId, clientSecret }: NonNullable<Config['oidc']>,
  { publicUrl, secretKeys }: Pick<Config, 'publicUrl' | 'secretKeys'>,
): Oidc {
  const callback = `${publicUrl}/auth/oidc/callback`;
  let discovered: Promise<client.Configuration> | undefined;
  /** Asked once; again, where the last time nobody answered. */
  const server = () => {
    discovered ??= client
      .discovery(new URL(issuer), clientId, clientSecret, undefined, {
        timeout: answerWithinSeconds,
        // runtime/config.ts lets plain http be on this machine only. Deprecated by its authors so that nobody does it lightly.
        // eslint-disable-next-line @typescript-eslint/no-deprecated
        execute: issuer.startsWith('http:') ? [client.allowInsecureRequests] : [],
      })
      .catch((error: unknown) => {
        discovered = undefined;
        throw error;
      });
    return discovered;
  };

  return {
    async begin() {
      const began = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
        until: Date.now() + oidcWithinMs,
      };
      const url = client.buildAuthorizationUrl(await server(), {
        redirect_uri: callback,
        scope: 'openid email',
        state: began.state,
        nonce: began.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(began.verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, kept: sealed(began) };
    },
    async finish(search, kept) {
      const { state, nonce, verifier } = unsealed(kept);
      const configuration = await server();
      const tokens = await client.authorizationCodeGrant(
        configuration,
        new URL(callback + search),
        {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        },
      );
      const claims = tokens.claims();
      if (!claims) throw new Error('the answer names nobody');
      if (claims['email_verified'] !== undefined) return verified(claims);
      // Many tell addresses only when asked for them.
      return verified(await client.fetchUserInfo(configuration, tokens.access_token, claims.sub));
    },
  };

  function sealed(began: z.input<typeof Began>): string {
    return Buffer.from(seal(secretKeys, began)).toString('base64url');
  }

  function unsealed(kept: string | undefined): z.output<typeof Began> {
    if (kept === undefined) throw new SealError('the browser has kept nothing');
    const began = Began.parse(open(secretKeys, Buffer.from(kept, 'base64url').toString()));
    if (began.until < Date.now()) throw new SealError('it began too long ago');
    return began;
  }
}

/** An address that nobody has verified may be anybody's. */
function verified(claims: Record<string, unknown>): string | undefined {
  const { email, email_verified: isVerified } = claims;
  return typeof email === 'string' && isVerified === true ? email.toLowerCase() : undefined;
}
