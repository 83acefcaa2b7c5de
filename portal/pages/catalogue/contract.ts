import { createHash } from 'node:crypto';
import { portalItself } from '#accounts/actor.ts';
import { contractFileCalled } from '#portal/pages/catalogue/contract-file.ts';
import { pageNotFound } from '#portal/refusal-page.tsx';
import { param, type Visit } from '#portal/visit/visit.ts';
import { contractText } from '#registry/contracts/contract-text.ts';
import { getContract } from '#registry/contracts/get-contract.ts';
import { run } from '#registry/operation.ts';

/** RFC 9512 §2.1 for YAML; JSON contracts are read by whatever reads JSON. */
const types = { json: 'application/json; charset=utf-8', yaml: 'application/yaml; charset=utf-8' } as const;
const sharedSeconds = 300;

/** Gives a contract as a file: with a tag (RFC 9110 §8.8.3), so that a tool asks for it again at no cost. */
export async function giveContract(visit: Visit): Promise<Response> {
  const file = contractFileCalled(param(visit, 'file'));
  if (file === undefined) throw pageNotFound();
  const { environment, format, syntax } = file;
  const [provider, api, version] = ['provider', 'api', 'version'].map((name) => param(visit, name));
  const asked = { api: `${provider}/${api}@${version}`, environment, format };
  const { document } = await run(visit.services.registry, portalItself, getContract, asked);
  const text = contractText(document, syntax);
  const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
  const headers = {
    'cache-control': `public, max-age=${sharedSeconds}`,
    etag: tag,
    // Contracts are public: pages of elsewhere (editors, generators) may read them.
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
  };
  if (isKnown(visit.request.headers.get('if-none-match'), tag)) return new Response(null, { status: 304, headers });
  const name = `${api}-${version}.${environment}.${format}.${syntax}`;
  const disposition = `inline; filename="${name}"`;
  return new Response(text, {
    headers: { ...headers, 'content-type': types[syntax], 'content-disposition': disposition },
  });
}

/** True when one of the tags in `field` is `tag`, weak ones too (RFC 9110 §13.1.2). */
function isKnown(field: string | null, tag: string): boolean {
  if (field === null) return false;
  return field.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === tag);
}
