/** How a round asks for doubt, in words. */
export const STRATEGIES: Record<string, string> = {
  entropy: 'Predictive entropy in the boundary band',
  margin: 'Margin between the two most probable labels',
  least_confidence: 'One minus the greatest probability',
  random: 'Uniform random',
};
