import type { ApiPart } from '#portal/pages/catalogue/api-part.ts';
import { texts } from '#portal/pages/catalogue/texts.ts';
import { DataTable } from '#ui/components/data-table.tsx';
import { words } from '#ui/words.ts';

/** Host, base path and authorization server of each environment. */
export const ApiAddresses = ({ language, description: { api, issuers } }: ApiPart) => {
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
    </>
  );
};
