// On the Floor: whether the site's equipment was checked today, and the way to do it.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { equipmentToday, type EquipmentCheck } from '@chairside/core/session'
import type { Site } from '@chairside/core/people'
import { read } from '../api.ts'
import { timeText, useNow } from '../ui/index.ts'

export const useEquipment = (site: string) => useQuery({ queryKey: ['equipment', site], queryFn: ({ signal }) => read<{ checks: readonly EquipmentCheck[] }>(`/api/sites/${site}/equipment-checks`, { signal }), refetchInterval: 60_000 })

export function EquipmentLink({ site }: { readonly site: Site }) {
  const now = useNow(60)
  const { data } = useEquipment(site.site)
  if (!data) return null
  const today = equipmentToday(data.checks[0] ?? null, site.time_zone, now)
  const words = today === null ? 'Check the equipment' : today.faults.length > 0 ? `Equipment: ${today.faults.join(', ')} not in order` : `Equipment checked ${timeText(today.at, site.time_zone)}`
  return <Button component={Link} to="/floor/equipment" variant={today !== null && today.faults.length === 0 ? 'subtle' : 'filled'}>{words}</Button>
}
