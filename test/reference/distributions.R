# Tail probabilities and quantiles of R, to 17 digits.
# Run in this folder: Rscript distributions.R   (R 4.2.2)
# Writes distributions.json.
f <- function(x) sprintf("%.17g", x)
rows <- function(name, body) paste0('"', name, '": [\n', paste0("[", body, "]", collapse = ",\n"), "\n]")
df <- c(0.3, 1, 1.7, 2, 3.14159, 5.5, 17, 29.37, 100.5, 1234.5, 1e5, 1e7, 3.3e9)
t <- expand.grid(df = df, t = c(0, 1e-8, 1e-3, 0.1, 0.5, 1, 1.96, 3, 6.771, 12, 36.5, 500, 1e5))
t$p <- pt(t$t, t$df, lower.tail = FALSE)
t <- t[t$p > 1e-300, ]
q <- expand.grid(df = c(df, Inf), p = c(1e-250, 1e-12, 0.001, 0.025, 0.05, 0.3, 0.49999, 0.5, 0.6, 0.975, 1 - 1e-10))
q$t <- qt(q$p, q$df, lower.tail = FALSE)
q <- q[is.finite(q$t), ]
c2 <- expand.grid(df = c(0.5, 1, 2, 3, 4.7, 10, 50, 333.3), x = c(0, 1e-12, 1e-3, 0.5, 1, 4.8, 10, 42.139, 100, 700, 1350))
fd <- expand.grid(d1 = c(1, 2, 3, 7.5, 20), d2 = c(0.7, 3, 17, 29.37, 300.3, 1e4, 1e5, 1e6, 1e8),
  x = c(0, 1e-6, 0.1, 0.9, 1, 1.1, 3, 10, 50, 1e4))
fd$p <- pf(fd$x, fd$d1, fd$d2, lower.tail = FALSE)
fd <- fd[fd$p > 1e-300, ]
z <- c(0, 1e-9, 0.01, 0.5, 1, 1.96, 5, 10, 20, 37)
writeLines(c("{", paste(c(paste0('"made": "', R.version.string, '"'),
  rows("t", paste(f(t$df), f(t$t), f(t$p), sep = ", ")),
  rows("tQuantile", paste(ifelse(is.finite(q$df), f(q$df), '"Infinity"'), f(q$p), f(q$t), sep = ", ")),
  rows("chiSquared", paste(f(c2$df), f(c2$x), f(pchisq(c2$x, c2$df, lower.tail = FALSE)), sep = ", ")),
  rows("f", paste(f(fd$d1), f(fd$d2), f(fd$x), f(fd$p), sep = ", ")),
  rows("normal", paste(f(z), f(pnorm(z, lower.tail = FALSE)), sep = ", "))), collapse = ",\n"), "}"), "distributions.json")
