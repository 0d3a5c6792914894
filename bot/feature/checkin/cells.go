package checkin

import (
	"slices"
	"strconv"
	"time"

	"github.com/alumnibot/alumnibot/bot"
	"github.com/alumnibot/alumnibot/bot/feature/member"
)

// Answers are counted in cells: one for each option, step, level, or span of
// hours or days. So results of any number of answers are a few counts.

// hourSpans are where the spans of Hours begin.
var hourSpans = [...]int{0, 1, 10, 20, 40}

// daySpans are how many months after a run's beginning the spans of Date end;
// the first is before it, the last has no end.
var daySpans = [...]int{0, 1, 3, 6}

// cells are how many the question has; none for Text.
func (q Question) cells() int {
	switch q.Kind {
	case Choice, Several:
		return len(q.Options)
	case Scale:
		return q.To - q.From + 1
	case Hours:
		return len(hourSpans)
	case Closeness:
		return len(member.Closenesses())
	case Date:
		return len(daySpans) + 1
	case Contact:
		return 1
	default:
		return 0
	}
}

// cellLabel is a cell as people read it.
func (q Question) cellLabel(l bot.Localizer, cell int) string {
	switch q.Kind {
	case Choice, Several:
		return q.Options[cell].In(l.Language())
	case Scale:
		return q.steps(l)[cell].Label
	case Hours:
		return hourLabel(l, cell)
	case Closeness:
		return member.ClosenessLabel(l, member.Closenesses()[cell])
	case Date:
		return dayLabel(l, cell)
	default:
		return l.Label(msgWantsContact)
	}
}

func hourLabel(l bot.Localizer, cell int) string {
	from := hourSpans[cell]
	switch {
	case cell == len(hourSpans)-1:
		return l.Label(msgHoursFrom, from)
	case from == hourSpans[cell+1]-1:
		return l.Label(msgHours, from)
	default:
		return l.Label(msgHoursSpan, from, hourSpans[cell+1]-1)
	}
}

func dayLabel(l bot.Localizer, cell int) string {
	switch cell {
	case 0:
		return l.Label(msgBefore)
	case len(daySpans):
		return l.Label(msgLater, daySpans[cell-1])
	default:
		return l.Label(msgWithin, daySpans[cell])
	}
}

// cellsOf are the cells in which an answer counts; opened is when its run began,
// in the community's zone.
func (q Question) cellsOf(value string, opened time.Time) []int {
	if value == "" {
		return nil
	}
	n, _ := strconv.Atoi(value)
	switch q.Kind {
	case Choice:
		return []int{n - 1}
	case Several:
		var cells []int
		for _, v := range (bot.Values{"v": value}).List("v") {
			one, _ := strconv.Atoi(v)
			cells = append(cells, one-1)
		}
		return cells
	case Scale:
		return []int{n - q.From}
	case Hours:
		cell := 0
		for cell+1 < len(hourSpans) && n >= hourSpans[cell+1] {
			cell++
		}
		return []int{cell}
	case Closeness:
		return []int{slices.Index(member.Closenesses(), member.Closeness(value))}
	case Date:
		day, _ := bot.ParseISODate(value)
		cell := 0
		for cell < len(daySpans) && !day.Before(bot.DateOf(opened.AddDate(0, daySpans[cell], 0))) {
			cell++
		}
		return []int{cell}
	case Contact:
		return []int{0}
	default:
		return nil
	}
}

// partition reports whether each answer counts in exactly one cell.
func (q Question) partition() bool {
	switch q.Kind {
	case Choice, Scale, Hours, Closeness, Date:
		return true
	}
	return false
}
