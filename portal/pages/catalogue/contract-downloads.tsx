import { addresses } from '#portal/addresses.ts';
import { versionOf, type ApiPart } from '#portal/pages/catalogue/api-part.ts';
import { contractFileName, syntaxes } from '#portal/pages/catalogue/contract-file.ts';
import { texts } from '#portal/pages/catalogue/texts.ts';
import { contractFormats } from '#registry/contracts/get-contract.ts';
import { DataTable } from '#ui/components/data-table.tsx';
import { words } from '#ui/words.ts';

/** The contract of each environment in each form. */
export const ContractDownloads = ({ language, description }: ApiPart) => {
  const text = texts[language].api;
  const { api } = description;
  return (
    <>
      <h2>{text.downloads}</h2>
      {!api.hasContract || api.deployments.length === 0 ? (
        <p>{text.noContract}</p>
      ) : (
        <>
          <p>{text.downloadsLead}</p>
          <DataTable
            caption={text.downloadsCaption}
            captionHidden
            rows={api.environments}
            columns={[
              { title: text.environment, names: true, cell: (environment) => words[language].environment[environment] },
              ...contractFormats.map((format) => ({
                title: text.format[format],
                cell: (environment: (typeof api.environments)[number]) =>
                  syntaxes.map((syntax) => {
                    const file = contractFileName({ environment, format, syntax });
                    return (
                      <>
                        <a href={addresses.apiContract.to({ ...versionOf(description), file })} download>
                          {syntax.toUpperCase()}
                          <span class="unseen">
                            {' '}
                            {text.format[format]}, {words[language].environment[environment]}
                          </span>
                        </a>{' '}
                      </>
                    );
                  }),
              })),
            ]}
          />
        </>
      )}
    </>
  );
};
