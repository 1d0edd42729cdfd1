-- A summary now holds bags and the pump's readings: every kept one is behind, and is made again from its log when it is next asked for.
update session set summary_seq = 0 where summary_seq > 0;
