package storage

// Counted is the answer of CountsIn, valid after the Batch ran.
type Counted struct {
	N   []int // for each value
	Err error
}

// CountsIn adds to the batch how many records stand under each of the values,
// expired ones that were not yet collected included.
func (c *Collection[T]) CountsIn(b *Batch, index string, values []string) *Counted {
	out := &Counted{Err: errNotRun}
	if len(values) == 0 {
		out.Err = nil
		return out
	}
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	b.reads = append(b.reads, &read{
		doing: "count " + c.schema.Name + " by " + index, script: countsScript,
		keys: []string{b.scope.tag, indexKey(b.scope, c.schema.Name, index, "")}, args: args,
		recall: func(*memo) bool { return false },
		done: func(_ *memo, answer []any) error {
			n, err := wholeNumbers(answer, len(values))
			for _, one := range n {
				out.N = append(out.N, int(one))
			}
			out.Err = err
			return err
		},
		fail: func(err error) { out.Err = err },
	})
	return out
}

// wholeNumbers reads exactly so many.
func wholeNumbers(answer []any, want int) ([]int64, error) {
	if len(answer) != want {
		return nil, errGarbled
	}
	numbers := make([]int64, want)
	for i, a := range answer {
		var err error
		if numbers[i], err = number(a); err != nil {
			return nil, err
		}
	}
	return numbers, nil
}
