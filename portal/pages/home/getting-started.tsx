import { addresses } from '#portal/addresses.ts';
import { findFirstCall, firstCallCommands, type FirstCall } from '#portal/pages/home/first-call.ts';
import { texts } from '#portal/pages/home/texts.ts';
import { keepable } from '#portal/public-answer.ts';
import { showPage } from '#portal/show-page.tsx';
import type { Visit } from '#portal/visit/visit.ts';
import { CodeBlock, PageHead } from '#ui/components/page-parts.tsx';

/** The first steps, each with its link, and a call to paste. */
export async function showGettingStarted(visit: Visit): Promise<Response> {
  const text = texts[visit.language].guide;
  const call = await findFirstCall(visit);
  const links = [
    [text.links.signUp, addresses.signUp.to()],
    [text.links.applications, addresses.applications.to()],
    [text.links.catalogue, addresses.catalogue.to()],
    [text.links.catalogue, addresses.catalogue.to({ kind: 'api' })],
  ] as const;
  const page = await showPage(visit, {
    title: text.title,
    description: text.description,
    body: (
      <>
        <PageHead title={text.title} lead={text.lead} />
        <ol class="prose guide">
          {text.steps.map((step, index) => (
            <li>
              <h2>{step.title}</h2>
              <p>{step.text}</p>
              <p>
                <a href={links[index]?.[1] ?? ''}>{links[index]?.[0]}</a>
              </p>
            </li>
          ))}
        </ol>
        {call === null ? null : <Call visit={visit} call={call} />}
        <h2>{text.refused}</h2>
        <p class="prose">{text.refusedText}</p>
      </>
    ),
  });
  return keepable(visit, page);
}

const Call = ({ visit: { language }, call }: { readonly visit: Visit; readonly call: FirstCall }) => {
  const text = texts[language];
  const { provider, slug, version, name } = call.description.api;
  return (
    <>
      <h2>{text.guide.call}</h2>
      <p>{text.guide.callLead(`${name[language]} ${version}`)}</p>
      <CodeBlock language={language} label={text.guide.callLabel} code={firstCallCommands(call, text)} />
      <p>
        <a href={addresses.apiVersion.to({ provider, api: slug, version })}>{text.guide.callPage}</a>
      </p>
    </>
  );
};
