/** The catalogue of strategies: it is the same for every project and does not change while a page is open. */
import { useQuery } from '@tanstack/react-query';
import { answer, api } from './client';
import type { Schema } from './types';

export type StrategyEntry = Schema<'StrategyEntry'>;
export type StrategyParameter = StrategyEntry['parameters'][number];

export function useStrategies() {
  return useQuery({
    queryKey: ['strategies'] as const,
    queryFn: () => answer(api.GET('/api/strategies')),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
