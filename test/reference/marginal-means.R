# Questions to R's emmeans and their answers, for emmeans.R and generalised-means.R.

table_of <- function(x) {
  s <- as.data.frame(summary(x, infer = c(TRUE, TRUE)))
  pick <- function(...) unlist(unname(s[, intersect(c(...), names(s)), drop = FALSE]))
  first <- names(s)[seq_len(match("SE", names(s)) - 2)]
  list(
    labels = lapply(s[first], as.character),
    estimate = s[[match("SE", names(s)) - 1]], se = s$SE, df = s$df,
    lower = pick("lower.CL", "asymp.LCL"), upper = pick("upper.CL", "asymp.UCL"),
    t = pick("t.ratio", "z.ratio"), p = s$p.value
  )
}

# `...` are further arguments of emmeans and emtrends; d are the data of the model.
ask <- function(m, q, d, ...) {
  f <- as.formula(paste("~", paste(q$specs, collapse = "*"), if (!is.null(q$by)) paste("|", paste(q$by, collapse = "*"))))
  arguments <- list(m, f, ...)
  for (name in c("at", "weights", "type")) if (!is.null(q[[name]])) arguments[[name]] <- q[[name]]
  e <- if (q$f == "emmeans") suppressMessages(do.call(q$f, arguments))
  # The quotient of emtrends is of first order; the mean of those to either side is of second.
  if (q$f == "emtrends") {
    sides <- lapply(c(1e-3, -1e-3), function(h) {
      suppressMessages(do.call(q$f, c(arguments, var = q$variable, delta.var = h * sd(d[[q$variable]]))))
    })
    e <- sides[[1]]
    e@linfct <- (sides[[1]]@linfct + sides[[2]]@linfct) / 2
  }
  if (!is.null(q$level)) e <- update(e, level = q$level)
  q$means <- table_of(e)
  q$printed <- I(trimws(capture.output(print(e)), "right"))
  if (!is.null(q$method)) {
    more <- list(e, q$method)
    if (!is.null(q$adjust)) more$adjust <- q$adjust
    if (!is.null(q$ref)) more$ref <- q$ref
    if (!is.null(q$by2)) more$by <- q$by2
    k <- suppressMessages(do.call(contrast, more))
    q$contrasts <- table_of(k)
    q$printedContrasts <- I(trimws(capture.output(print(k)), "right"))
  }
  q
}
