import { isRouteErrorResponse, useRouteError } from 'react-router';
import { Failed, Page, ProblemNotice, QuietButton } from '@/ui';

/** A screen that threw, or an address that is none. */
export function Crash() {
  const error = useRouteError();
  const reload = <QuietButton onClick={() => location.assign('/')}>Open my project</QuietButton>;
  return (
    <Page label="Problem">
      {isRouteErrorResponse(error) ? (
        <ProblemNotice
          happened="There is no screen at this address."
          todo={reload}
          code={location.pathname}
        />
      ) : (
        <Failed error={error} kept="What was saved is kept." retry={() => location.reload()} />
      )}
    </Page>
  );
}
