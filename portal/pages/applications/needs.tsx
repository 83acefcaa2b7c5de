/** The sentences that say which of an application's APIs wants which credential: the panels are confused otherwise. */
import type { z } from 'zod';
import type { listCredentialNeeds } from '#registry/credentials/needs.ts';
import { Notice } from '#ui/components/page-parts.tsx';
import { addresses } from '#portal/addresses.ts';
import type { ShownApplication } from '#portal/pages/applications/frame.tsx';
import { texts } from '#portal/pages/applications/texts.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

export type Needs = z.output<typeof listCredentialNeeds.output>['items'];

type NeedsProps = { readonly visit: AccountVisit; readonly application: ShownApplication; readonly needs: Needs };

/** Names of the APIs that want `credential`, with their versions; empty when none does. */
function namesOf({ visit, needs }: NeedsProps, credential: Needs[number]['credential']): string {
  return needs
    .filter((need) => need.credential === credential)
    .map(({ api, name }) => `${name[visit.language]} ${api.split('@')[1] ?? ''}`)
    .join(', ');
}

/** Which APIs want tokens or the client id. */
export const OAuthNeeds = (props: NeedsProps) => {
  const text = texts[props.visit.language].credentials;
  const [token, id, idAndSecret] = [
    namesOf(props, 'token'),
    namesOf(props, 'client-id'),
    namesOf(props, 'client-id-and-secret'),
  ];
  return (
    <Notice kind="information">
      {props.needs.length === 0 ? <NoApis {...props} /> : null}
      {props.needs.length > 0 && token + id + idAndSecret === '' ? <p>{text.nobodyOauth}</p> : null}
      {token === '' ? null : <p>{text.wantToken(token)}</p>}
      {idAndSecret === '' ? null : <p>{text.wantClientIdAndSecret(idAndSecret)}</p>}
      {id === '' ? null : <p>{text.wantClientId(id)}</p>}
    </Notice>
  );
};

/** Which APIs want a key. */
export const KeyNeeds = (props: NeedsProps) => {
  const text = texts[props.visit.language].credentials;
  const keyed = namesOf(props, 'api-key');
  return (
    <Notice kind="information">
      {props.needs.length === 0 ? <NoApis {...props} /> : <p>{keyed === '' ? text.nobodyKey : text.wantKey(keyed)}</p>}
    </Notice>
  );
};

const NoApis = ({ visit, application }: NeedsProps) => {
  const text = texts[visit.language].credentials;
  return (
    <p>
      {text.noApis} <a href={addresses.applicationApis.to({ application: application.id })}>{text.chooseApis}</a>
    </p>
  );
};
