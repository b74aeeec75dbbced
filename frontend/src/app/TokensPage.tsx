import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Brand, TopBar } from '@/ui';
import { PersonMenu } from './PersonMenu';

/** A page of the person, outside any project. */
export function TokensPage({ children }: { children: ReactNode }) {
  return (
    <>
      <TopBar
        start={
          <Link to="/" aria-label="Back to my project" style={{ color: 'inherit' }}>
            <Brand />
          </Link>
        }
        end={<PersonMenu />}
      />
      {children}
    </>
  );
}
