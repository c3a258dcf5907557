"""Who works for an institution, as what, where and since when: people, units, roles, absences."""
