import { Outlet } from 'react-router';
import { Problem } from '@/api/problem';
import { useSession } from '@/api/shared';
import { Failed, Page } from '@/ui';
import { SignIn } from './SignIn';

/** Nothing behind it is drawn before the server has said who is here. */
export function Guard() {
  const session = useSession();
  if (session.data) return <Outlet />;
  if (session.isPending) return null;
  if (session.error && !(session.error instanceof Problem && session.error.status < 500)) {
    return (
      <Page label="Gyre">
        <Failed error={session.error} retry={session.refetch} />
      </Page>
    );
  }
  return <SignIn />;
}
