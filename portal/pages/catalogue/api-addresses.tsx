import type { ApiPart } from '#portal/pages/catalogue/api-part.ts';
import { texts } from '#portal/pages/catalogue/texts.ts';
import { baseAddress } from '#portal/console/places.ts';
import { localTokenUrl } from '#registry/issuers/addresses.ts';
import { DataTable } from '#ui/components/data-table.tsx';
import { words } from '#ui/words.ts';

/** Host, base path and authorization server of each environment. */
export const ApiAddresses = (part: ApiPart) => {
  const { language, description } = part;
  const { api, issuers } = description;
  const text = texts[language].api;
  const environments = words[language].environment;
  return (
    <>
      <h2>{text.addresses}</h2>
      {api.deployments.length === 0 ? (
        <p>{text.noDeployment}</p>
      ) : (
        <DataTable
          caption={text.addressesCaption}
          captionHidden
          rows={api.deployments}
          columns={[
            {
              title: text.environment,
              names: true,
              cell: ({ environment, label }) =>
                label === '' || label === environment
                  ? environments[environment]
                  : `${environments[environment]} (${label})`,
            },
            { title: text.host, cell: ({ host }) => <code>{host}</code> },
            { title: text.basePath, cell: ({ basePath }) => <code>{basePath}</code> },
            ...(issuers.length === 0
              ? []
              : [
                  {
                    title: text.oauth,
                    cell: ({ issuer }: (typeof api.deployments)[number]) => {
                      const found = issuers.find(({ slug }) => slug === issuer);
                      return found === undefined ? words[language].none : <code>{found.tokenUrl}</code>;
                    },
                  },
                ]),
          ]}
        />
      )}
      <LocalAddresses {...part} />
    </>
  );
};

/** Without TLS the public names lead elsewhere: where people reach the API on this machine. */
const LocalAddresses = ({ language, description: { api, issuers }, places }: ApiPart) => {
  const text = texts[language].api;
  if (!places.local || api.deployments.length === 0) return null;
  return (
    <>
      <p>{text.local}</p>
      <ul>
        {api.deployments.map((deployment) => {
          const issuer = issuers.find(({ slug }) => slug === deployment.issuer);
          return (
            <li>
              {words[language].environment[deployment.environment]}: <code>{baseAddress(places, deployment)}</code>
              {issuer === undefined ? null : (
                <>
                  {', '}
                  {text.oauth}: <code>{localTokenUrl(places.identity, issuer)}</code>
                </>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
};
