// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class VersionTextTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            (&(p=a)(version>=4.12.0)(!(version>=5.0.0)))        | [4.12,5.0)
            (&(p=a)(!(version<=1.0.0))(version<=2.1.3))         | (1.0,2.1.3]
            (&(p=a)(version>=1.0.0)(version<=1.0.0))            | [1.0,1.0]
            (&(p=a)(version=1.2.3))                             | [1.2.3,1.2.3]
            (&(p=a)(version>=1.2.0))                            | [1.2,∞)
            (&(p=a)(!(version>=3.0.0)))                         | [0,3.0)
            (p=a)                                               | ''
            (&(p=a)(version>=0.0.0))                            | ''
            """)
    void a_range_reads_as_its_author_wrote_it(String filter, String range) {
        assertThat(VersionText.range(filter, "version")).isEqualTo(range);
    }
}
